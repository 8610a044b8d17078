/** Compares a result with the partial expectation of a worked case (CONTRACT §16). */
export type WorkedCase = {
  id: string
  kind: string
  titleZh: string
  input: Record<string, unknown>
  expected: Record<string, unknown>
  tolerance: { yuan: string; number: number }
}
export type RefusedCase = {
  kind: string
  input: unknown
  expectPath: string
  expectCode?: string
  why: string
}

/** Every difference, as `path: found instead of expected`; none where the result is right. */
export function findDifferences(result: unknown, { expected, tolerance }: WorkedCase): string[] {
  const named = Object.entries(expected).flatMap(([path, value]) => differ(path, pick(result, path), value, tolerance))
  return [...named, ...findUntotalled(result)]
}

function pick(result: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], result)
}

function differ(path: string, found: unknown, expected: unknown, tolerance: WorkedCase['tolerance']): string[] {
  const difference = [`${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`]
  if (typeof expected === 'number') {
    return typeof found === 'number' && Math.abs(found - expected) <= tolerance.number ? [] : difference
  }
  if (typeof expected === 'string' && /^-?\d+(\.\d+)?$/.test(expected)) {
    const isNear =
      typeof found === 'string' && Math.abs(Number(found) - Number(expected)) <= Number(tolerance.yuan) + 1e-9
    return isNear ? [] : difference
  }
  if (typeof expected !== 'object' || expected === null) return found === expected ? [] : difference
  if (typeof found !== 'object' || found === null) return difference
  if (Array.isArray(expected) && (!Array.isArray(found) || found.length !== expected.length)) return difference
  return Object.entries(expected).flatMap(([key, value]) =>
    differ(`${path}.${key}`, (found as Record<string, unknown>)[key], value, tolerance),
  )
}

/** Two decimals everywhere, and lines that sum to the total (CONTRACT §1.6). */
function findUntotalled(result: unknown): string[] {
  const { lines, totalYuan } = result as { lines: { item: string; amountYuan: string }[]; totalYuan: string }
  const isMoney = /^-?\d+\.\d\d$/
  const odd = lines.filter(({ amountYuan }) => !isMoney.test(amountYuan)).map(({ item }) => `${item}: not two decimals`)
  const fen = lines.reduce((sum, { amountYuan }) => sum + BigInt(amountYuan.replace('.', '')), 0n)
  if (!isMoney.test(totalYuan)) odd.push('totalYuan: not two decimals')
  else if (fen !== BigInt(totalYuan.replace('.', ''))) odd.push(`lines: sum to ${fen} fen, total ${totalYuan}`)
  return odd
}
