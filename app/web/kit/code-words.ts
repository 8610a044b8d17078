type Name = { zh: string; en: string } | readonly [zh: string, en: string]

/** Words of codes whose names a contract has, each as `prefix.code`. */
export function codeWords<const Prefix extends string, Code extends string>(
  prefix: Prefix,
  names: Readonly<Record<Code, Name>>,
): { [Each in Code as `${Prefix}.${Each}`]: readonly [zh: string, en: string] } {
  const pairs = Object.entries<Name>(names).map(([code, name]) => [
    `${prefix}.${code}`,
    'zh' in name ? [name.zh, name.en] : name,
  ])
  return Object.fromEntries(pairs)
}
