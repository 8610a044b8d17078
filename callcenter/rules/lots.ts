// Decides by a seed in which order things are drawn: the same seed, the same order; own.

/** FNV-1a, stirred once more so that neighbours do not stay neighbours. */
export function lotOf(seed: string, thing: number | string): number {
  let hash = 2_166_136_261
  for (const sign of `${seed} ${thing}`) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16_777_619)
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507)
  return (hash ^ (hash >>> 13)) >>> 0
}
