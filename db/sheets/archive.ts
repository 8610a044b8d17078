import { inflateRawSync } from 'node:zlib'
import { Refusal } from '../refusal.ts'

/** Its parts as text, before it is opened: what unpacks to too much is refused here. */
export function unpack(bytes: Buffer, mostBytes: number): string[] {
  let left = mostBytes
  return listEntries(bytes).map(({ content }) => {
    try {
      const unpacked = content(left)
      left -= unpacked.length
      if (left < 0) throw new Error('too large')
      return unpacked.toString('utf8')
    } catch {
      throw unreadable('表格已损坏,或展开后太大,请另存为 xlsx 后再导入')
    }
  })
}

const MOST_NAMED_CELLS = 200_000

/** Merged cells leave rows without their building; a name over millions of cells would be walked cell by cell. */
export function refuseCrafted(parts: string[]): void {
  const merged = parts.flatMap((part) => [...part.matchAll(/<(?:\w+:)?mergeCell\s([^>]*)/g)].map(([, given]) => given))
  if (merged.length > 0) {
    const ranges = merged.flatMap((given) => /[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}/.exec(given ?? '')?.[0] ?? [])
    throw unreadable(`表格有合并单元格(${ranges.slice(0, 5).join('、')}),请取消合并、逐行填写后再导入`)
  }
  for (const part of parts) {
    if (/<!(?:DOCTYPE|ENTITY)/i.test(part)) throw unreadable('表格中有不应有的内容,请另存为 xlsx 后再导入')
    for (const [, named = ''] of part.matchAll(/<(?:\w+:)?definedName\b[^>]*>([^<]*)</g)) {
      if (countCells(named) > MOST_NAMED_CELLS) throw unreadable('表格中有过大的命名区域,请删除后再导入')
    }
  }
}

function countCells(named: string): number {
  const ranges = [...named.matchAll(/\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})/g)]
  return ranges.reduce((sum, [, left = '', top, right = '', bottom]) => {
    const width = Math.abs(columnOf(right) - columnOf(left)) + 1
    return sum + width * (Math.abs(Number(bottom) - Number(top)) + 1)
  }, 0)
}

function columnOf(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

const END = 0x06054b50
const ENTRY = 0x02014b50

function listEntries(bytes: Buffer): { name: string; content: (most: number) => Buffer }[] {
  const broken = unreadable('表格不完整,可能没有传完,请重新选择')
  const from = Math.max(0, bytes.length - 65_557)
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < from || bytes.length < end + 22 || bytes.readUInt32LE(end) !== END) throw broken
  let at = bytes.readUInt32LE(end + 16)
  const entries: ReturnType<typeof listEntries> = []
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) throw broken
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)]
    const [named, extra, noted] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    const local = bytes.readUInt32LE(at + 42)
    if (local + 30 > bytes.length) throw broken
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(start, start + packed)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + (named ?? 0)),
      content: (most) => (method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, most) })),
    })
    at += 46 + (named ?? 0) + (extra ?? 0) + (noted ?? 0)
  }
  return entries
}

export function unreadable(message: string, path = 'file'): Refusal {
  return new Refusal('SHEET_UNREADABLE', message, { status: 400, issues: [{ path, message }] })
}
