/** The address of a trace, or nothing when the template is missing or leads off the web. */
export function traceUrl(template: string | null, id: string): string | null {
  const url = template?.replace('{trace_id}', encodeURIComponent(id)) ?? '';
  return /^https?:\/\//.test(url) ? url : null;
}
