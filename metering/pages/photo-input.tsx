import { Icon } from '../../app/web/kit/icons.tsx'
import css from './photo-input.module.css'

/** A place to press that opens the camera; where there is none it asks for a file. */
export function PhotoInput(props: {
  label: string
  note?: string | undefined
  disabled?: boolean
  required?: boolean
  take: (input: HTMLInputElement) => void
}) {
  const { label, note, disabled, required, take } = props
  return (
    <label className={css.place}>
      <Icon name="camera" size={22} />
      <span className={css.label}>{label}</span>
      {note && <span className={css.note}>{note}</span>}
      <input
        className={css.input}
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={label}
        disabled={disabled}
        required={required}
        onChange={(event) => take(event.target)}
      />
    </label>
  )
}
