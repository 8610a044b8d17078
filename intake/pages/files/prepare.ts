import { toBase64 } from '../../../app/web/kit/base64.ts'
import { shrink } from '../../../app/web/kit/shrink.ts'

const LONGEST_SIDE = 2400
const QUALITY = 0.85

/** A photo small enough to send, written anew as JPEG; what cannot be read as a picture is sent as it is, and judged there. */
export async function prepareFile(file: File): Promise<{ name: string; base64: string }> {
  const isSmall = file.size < 1_000_000
  if (file.type.startsWith('image/') && !(isSmall && file.type !== 'image/heic')) {
    const shrunk = await shrink(file, LONGEST_SIDE, QUALITY).catch(() => null)
    if (shrunk) return { name: `${file.name.replace(/\.[a-z0-9]{2,5}$/i, '')}.jpg`, base64: shrunk }
  }
  return { name: file.name, base64: await toBase64(file) }
}
