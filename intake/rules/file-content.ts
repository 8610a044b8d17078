// Decides by its content alone what a file is: JPEG (ITU T.81), PNG (ISO 15948), WebP (RFC 9649) and PDF (ISO 32000).

export type MediaType = 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf'
type Because = 'EMPTY' | 'TYPE_UNKNOWN' | 'TRUNCATED' | 'SOMETHING_ELSE_TOO' | 'ACTIVE_CONTENT'
export type Content = { ok: true; mediaType: MediaType } | { ok: false; because: Because }

const HEAD_BYTES = 1024
const ZIP_END_BYTES = 22
const ZIP_SEARCHED_BYTES = 65_557
const marks = ['%PDF-', '<script', '<html', '<svg', '<?php', '<!doctype']
const actions = ['/JavaScript', '/Launch', '/EmbeddedFile', '/RichMedia']

/** Whole, of one allowed type, and of that type alone. */
export function decideContent(bytes: Uint8Array): Content {
  if (bytes.length === 0) return { ok: false, because: 'EMPTY' }
  const type = types.find(({ begins }) => begins(bytes))
  if (!type) return { ok: false, because: 'TYPE_UNKNOWN' }
  const end = type.findEnd(bytes)
  if (end === null) return { ok: false, because: 'TRUNCATED' }
  if (!isPadding(bytes, end) || isArchive(bytes)) return { ok: false, because: 'SOMETHING_ELSE_TOO' }
  if (type.mediaType === 'application/pdf') {
    const isActive = actions.some((action) => indexOf(bytes, action, 0, bytes.length) >= 0)
    return isActive ? { ok: false, because: 'ACTIVE_CONTENT' } : { ok: true, mediaType: type.mediaType }
  }
  const head = toText(bytes, 0, HEAD_BYTES).toLowerCase()
  if (marks.some((mark) => head.includes(mark.toLowerCase()))) return { ok: false, because: 'SOMETHING_ELSE_TOO' }
  return { ok: true, mediaType: type.mediaType }
}

type Type = {
  mediaType: MediaType
  begins(bytes: Uint8Array): boolean
  /** The first byte behind it; null: it does not end. */
  findEnd(bytes: Uint8Array): number | null
}

const types: Type[] = [
  { mediaType: 'image/jpeg', begins: (bytes) => startsWith(bytes, 0, [0xff, 0xd8, 0xff]), findEnd: findJpegEnd },
  {
    mediaType: 'image/png',
    begins: (bytes) => startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    findEnd: findPngEnd,
  },
  {
    mediaType: 'image/webp',
    begins: (bytes) => toText(bytes, 0, 4) === 'RIFF' && toText(bytes, 8, 12) === 'WEBP',
    findEnd: (bytes) => within(bytes, read32(bytes, 4, true) + 8),
  },
  { mediaType: 'application/pdf', begins: (bytes) => toText(bytes, 0, 5) === '%PDF-', findEnd: findPdfEnd },
]

/** Segments up to the scan, then the scan up to the mark of the end; a progressive picture has several scans. */
function findJpegEnd(bytes: Uint8Array): number | null {
  let at = 2
  let hasScan = false
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const mark = bytes[at + 1] ?? 0
    if (mark === 0xff) {
      at += 1
      continue
    }
    if (mark === 0xd9) return hasScan ? at + 2 : null
    const size = read16(bytes, at + 2)
    if (size < 2) return null
    at += 2 + size
    if (mark !== 0xda) continue
    hasScan = true
    at = skipScan(bytes, at)
  }
  return null
}

/** Coded data may hold 0xff only before 0 and before the marks of a restart. */
function skipScan(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length) {
    const next = bytes[at + 1] ?? 0
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
    at += 1
  }
  return at
}

function findPngEnd(bytes: Uint8Array): number | null {
  let at = 8
  let hasData = false
  while (at + 12 <= bytes.length) {
    const name = toText(bytes, at + 4, at + 8)
    if (at === 8 && name !== 'IHDR') return null
    hasData ||= name === 'IDAT'
    at += 12 + read32(bytes, at, false)
    if (name === 'IEND') return hasData ? within(bytes, at) : null
  }
  return null
}

function findPdfEnd(bytes: Uint8Array): number | null {
  const from = Math.max(0, bytes.length - HEAD_BYTES)
  const tail = toText(bytes, from, bytes.length)
  const end = tail.lastIndexOf('%%EOF')
  return end < 0 || !tail.includes('startxref') ? null : from + end + 5
}

/** Behind the end: nothing, but line ends and zeros that some writers leave. */
function isPadding(bytes: Uint8Array, end: number): boolean {
  return bytes.subarray(end).every((byte) => byte === 0 || byte === 0x0a || byte === 0x0d || byte === 0x20)
}

/** The directory of a ZIP archive stands at its end, so a ZIP can hide in any other file. */
function isArchive(bytes: Uint8Array): boolean {
  const first = Math.max(0, bytes.length - ZIP_SEARCHED_BYTES)
  for (let at = bytes.length - ZIP_END_BYTES; at >= first; at -= 1) {
    const isEnd = startsWith(bytes, at, [0x50, 0x4b, 0x05, 0x06])
    if (isEnd && at + ZIP_END_BYTES + (bytes[at + 20] ?? 0) + (bytes[at + 21] ?? 0) * 256 <= bytes.length) return true
  }
  return false
}

function within(bytes: Uint8Array, end: number): number | null {
  return end <= bytes.length ? end : null
}

function startsWith(bytes: Uint8Array, at: number, signature: number[]): boolean {
  return signature.every((byte, n) => bytes[at + n] === byte)
}

function toText(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

function indexOf(bytes: Uint8Array, text: string, from: number, to: number): number {
  const signature = [...text].map((character) => character.charCodeAt(0))
  const first = signature[0] ?? 0
  let at = bytes.indexOf(first, from)
  while (at >= 0 && at < to) {
    if (startsWith(bytes, at, signature)) return at
    at = bytes.indexOf(first, at + 1)
  }
  return -1
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
}

function read32(bytes: Uint8Array, at: number, isLittle: boolean): number {
  const four = [0, 1, 2, 3].map((n) => bytes[at + n] ?? 0)
  return (isLittle ? four.reverse() : four).reduce((value, byte) => value * 256 + byte, 0)
}
