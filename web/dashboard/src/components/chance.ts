/** How likely chance alone makes two equally good ones differ so: the sign test. */

/**
 * Of *better* + *worse* trials, each as likely to fall either way: the probability that they fall as
 * unevenly as they did, or more so, to either side. 0 to 1; 1 where there are none.
 */
export function chance(better: number, worse: number): number {
  const trials = better + worse;
  // Powers of 2 that no number holds would come up: the terms are kept as logarithms.
  let term = -trials * Math.LN2;
  let sum = 0;
  for (let fallen = 0; fallen <= Math.min(better, worse); fallen++) {
    sum += Math.exp(term);
    term += Math.log((trials - fallen) / (fallen + 1));
  }
  return Math.min(1, 2 * sum);
}
