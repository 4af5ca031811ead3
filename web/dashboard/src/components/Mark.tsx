/** The product's sign: an eye that looks back. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" style={{ flex: 'none' }} aria-hidden>
      <rect width="32" height="32" rx="8" fill="#4338ca" />
      <circle cx="16" cy="16" r="8.5" fill="none" stroke="#fff" strokeWidth="3" />
      <circle cx="16" cy="16" r="2.75" fill="#fff" />
    </svg>
  );
}
