/**
 * A cell as it may stand in a file that a spreadsheet opens: what begins like a formula stays a text (OWASP, CSV injection),
 * so that nobody's name or address runs as one. Numbers are let be, and so is a text that is one.
 */
export function plainCell<Cell>(cell: Cell): Cell | string {
  if (typeof cell !== 'string' || isNumber(cell)) return cell
  return /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}
