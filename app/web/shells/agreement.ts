/** Who does not agree takes his data along, or leaves; and whose password was stolen changes it first. */
const openPaths = ['/my/data', '/my/security']

/** Whether somebody who owes his agreement to the privacy text is asked for it instead of shown this page. */
export function isAskedAt(pathname: string): boolean {
  return !openPaths.includes(pathname)
}
