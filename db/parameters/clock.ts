const HOUR = 60
const TIME = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/

/** Minutes after midnight as people write them: 1260 is 21:00. */
export function toClock(minutes: number): string {
  const two = (figure: number) => String(figure).padStart(2, '0')
  return `${two(Math.floor(minutes / HOUR))}:${two(minutes % HOUR)}`
}

/** Minutes after midnight of a time of day; null where it is none. */
export function readClock(text: string): number | null {
  const [, hours, minutes] = TIME.exec(text.trim()) ?? []
  return hours === undefined || minutes === undefined ? null : Number(hours) * HOUR + Number(minutes)
}
