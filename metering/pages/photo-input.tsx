import { FilePlace } from '../../app/web/kit/file-place.tsx'

/** A place to press that opens the camera; where there is none it asks for a file. */
export function PhotoInput(props: {
  label: string
  note?: string | undefined
  disabled?: boolean
  required?: boolean
  take: (input: HTMLInputElement) => void
}) {
  return <FilePlace {...props} icon="camera" accept="image/*" capture="environment" />
}
