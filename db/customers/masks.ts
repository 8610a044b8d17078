/** How much of a name is told to whoever is not its bearer: its first character. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(Math.min(Math.max(rest.length, 1), 3))
}

/** 138****8000: enough for whoever knows it. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`
}
