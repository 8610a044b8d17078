/** Whether bytes begin as a picture of the type that they are said to be. From the formats' own signatures. */

const signatures: Record<string, readonly (number | null)[]> = {
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/webp': [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50],
}

export function isPhoto(bytes: Uint8Array, mediaType: string): boolean {
  const signature = signatures[mediaType]
  return signature?.every((byte, index) => byte === null || bytes[index] === byte) ?? false
}
