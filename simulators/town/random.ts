/** A number in [0, 1) that is always the same for the same words: the town needs no memory of its dice. */
export function draw(...words: (string | number)[]): number {
  return mix(words) / 4_294_967_296
}

/** A 32-bit number for words, to stand for them where dice are thrown often. */
export function mix(words: (string | number)[]): number {
  let hash = 2_166_136_261
  for (const word of words) {
    if (typeof word === 'number') hash = stir(hash ^ word)
    else for (const character of `${word}|`) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619)
  }
  return stir(hash) >>> 0
}

function stir(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 2_246_822_507)
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909)
  return hash ^ (hash >>> 16)
}

/** Standard normal, by Box and Muller. */
export function drawNormal(...words: (string | number)[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(...words, 1)))
  return radius * Math.cos(2 * Math.PI * draw(...words, 2))
}

export function pick<T>(list: readonly T[], ...words: (string | number)[]): T {
  return list[Math.floor(draw(...words) * list.length)] as T
}
