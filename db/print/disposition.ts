/** A file that leaves the house is saved, never shown in place; its name in full, and a plain one for old readers (RFC 6266, 5987). */
export function dispositionOf(name: string, plain: string): string {
  const coded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`
}
