import css from './camera-input.module.css'
import { Icon } from './icons.tsx'

type Props = { label: string; text: string; disabled: boolean; take: (files: File[]) => void }

/** A place as large as a thumb that opens the camera, or what is on the device. */
export function CameraInput({ label, text, disabled, take }: Props) {
  return (
    <label className={css.camera}>
      <Icon name="camera" size={22} />
      <span>{text}</span>
      <input
        type="file"
        multiple
        accept="image/*"
        aria-label={label}
        disabled={disabled}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          target.value = ''
          take(files)
        }}
      />
    </label>
  )
}
