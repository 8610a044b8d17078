import { civilDay } from './format.ts'

/** What a field of date and time says is the time in China, wherever the browser is. */
export const fromField = (local: string) => `${local}:00+08:00`

export function toField(at: string): string {
  const day = civilDay(at)
  const minute = Math.floor((Date.parse(at) - Date.parse(`${day}T00:00:00+08:00`)) / 60_000)
  return `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
