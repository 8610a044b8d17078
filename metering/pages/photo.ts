import { shrink } from '../../app/web/kit/shrink.ts'

const LONGEST_SIDE = 1600
const QUALITY = 0.8

/** A phone's photo made small enough to send: at most 1600 pixels long, as JPEG. */
export async function shrinkPhoto(file: File): Promise<{ mediaType: 'image/jpeg'; base64: string }> {
  return { mediaType: 'image/jpeg', base64: await shrink(file, LONGEST_SIDE, QUALITY) }
}
