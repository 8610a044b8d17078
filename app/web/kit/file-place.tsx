import css from './file-place.module.css'
import { Icon } from './icons.tsx'

type Place = {
  icon: 'camera' | 'list'
  label: string
  note?: string | undefined
  accept: string
  multiple?: boolean
  /** Opens the camera; where there is none a file is asked for. */
  capture?: 'environment'
  disabled?: boolean | undefined
  required?: boolean | undefined
  take: (input: HTMLInputElement) => void
}

/** A place to press, or to drop on, that takes photos or files. */
export function FilePlace({ icon, label, note, take, ...input }: Place) {
  return (
    <label className={css.place}>
      <Icon name={icon} size={22} />
      <span className={css.label}>{label}</span>
      {note && <span className={css.note}>{note}</span>}
      <input {...input} className={css.input} type="file" aria-label={label} onChange={(event) => take(event.target)} />
    </label>
  )
}
