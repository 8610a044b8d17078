const LONGEST_SIDE = 1600
const QUALITY = 0.8

/** A phone's photo made small enough to send: at most 1600 pixels long, as JPEG. */
export async function shrinkPhoto(file: File): Promise<{ mediaType: 'image/jpeg'; base64: string }> {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  const [, base64 = ''] = canvas.toDataURL('image/jpeg', QUALITY).split(',')
  return { mediaType: 'image/jpeg', base64 }
}
