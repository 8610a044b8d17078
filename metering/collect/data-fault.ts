/** What PostgreSQL says of its tables, rights and columns: a migration or a grant is under way, and the values are not at fault. */
const aboutSchema = new Set(['42P01', '42501', '42703', '42883'])
const CHECK_VIOLATION = '23514'

/** Whether trying again cannot help: PostgreSQL refused the values, or the code failed on them. */
export function isAboutData(fault: unknown): boolean {
  const { code, constraint } = fault as { code?: unknown; constraint?: unknown }
  if (typeof code !== 'string') return fault instanceof TypeError || fault instanceof RangeError
  // A row for which there is no partition yet is told as a check that has no name.
  if (aboutSchema.has(code) || (code === CHECK_VIOLATION && constraint === undefined)) return false
  return /^(22|23|42)/.test(code) && code.length === 5
}
