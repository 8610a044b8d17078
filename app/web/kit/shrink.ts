/** A picture as JPEG, its longer side no longer than given; rejects what cannot be read as one. */
export async function shrink(file: File, longestSide: number, quality: number): Promise<string> {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return canvas.toDataURL('image/jpeg', quality).split(',')[1] ?? ''
}
