// Decides whether a file's name can be kept and given back, and under which name it is saved (RFC 6266 §4.3).

const GREATEST_NAME = 120
const extensions: Record<string, readonly string[]> = {
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'application/pdf': ['.pdf'],
}

/** What is wrong with a name, in the words of who chose it; null: nothing. Characters are counted, however rare. */
export function objectToName(name: string): string | null {
  if (name.trim() === '' || /^\.+$/.test(name)) return '文件名为空,请改名后再上传'
  if ([...name].length > GREATEST_NAME) return `文件名超过 ${GREATEST_NAME} 个字,请改短后再上传`
  if (!name.isWellFormed()) return '文件名中有无法识别的字符,请改名后再上传'
  if (/[/\\]|^[A-Za-z]:/.test(name)) return '文件名不能带路径,请只用文件名'
  // Control signs, and those that turn the direction of writing and so hide what a name ends with.
  if (/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name)) return '文件名中有不可见字符,请改名后再上传'
  return null
}

/** A name says nothing of what a file is, so its ending is made to say what the content is. */
export function nameToSave(name: string, mediaType: string): string {
  const endings = extensions[mediaType] ?? []
  const lower = name.toLowerCase()
  return endings.some((ending) => lower.endsWith(ending)) ? name : `${name}${endings[0] ?? ''}`
}
