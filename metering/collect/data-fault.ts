/** Whether trying again cannot help: PostgreSQL refused the values, or the code failed on them. */
export function isAboutData(fault: unknown): boolean {
  const code = (fault as { code?: unknown }).code
  if (typeof code === 'string') return /^(22|23|42)/.test(code) && code.length === 5
  return fault instanceof TypeError || fault instanceof RangeError
}
