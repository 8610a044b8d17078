// Decides what a key that a caller pressed after his call means, and whether he is asked once more; by dated house rules (`key_rating_rule`, `key_rating_key`).

export type AfterKey = { do: 'take'; score: number } | { do: 'ask-again' } | { do: 'let-go' }

/** `digits`: empty where nothing was pressed in time. What means no score is asked once more, until it was said as often as the rule says. */
export function decideKey(
  digits: string,
  of: { asks: number },
  rules: { times: number; scores: ReadonlyMap<string, number> },
): AfterKey {
  const score = rules.scores.get(digits)
  if (score !== undefined) return { do: 'take', score }
  return of.asks < rules.times ? { do: 'ask-again' } : { do: 'let-go' }
}
