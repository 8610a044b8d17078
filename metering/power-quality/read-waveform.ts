import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { Channel, Waveform } from '../rules/power-quality/waveform.ts'

/** What is wrong with a file, by line and column. */
export class UnreadableWaveform extends Error {}

const MOST_BYTES = 512 * 2 ** 20
/** Spacing of samples may differ so much from their median, as printed times are rounded. */
const UNEVEN = 0.25

/**
 * A CSV of samples, `.gz` too: columns `t,u[,i]` or `t,ua,ub,uc[,ia,ib,ic]`, `t` in seconds; without `t` where the rate is told. A
 * head line names them; without one they are `[t,]u[,i]`. An empty cell, `NaN` or `null` is a sample that is missing, and so is a
 * line whose time is left out. Refuses with `UnreadableWaveform`, naming line and column.
 */
export async function readWaveform(path: string, rateHz?: number): Promise<Waveform> {
  const text = await readText(path)
  const lines = text.split(/\r?\n/)
  while (lines.at(-1)?.trim() === '') lines.pop()
  if (lines.length === 0) throw new UnreadableWaveform('文件是空的 the file is empty')
  const head = (lines[0] ?? '').split(',').map((cell) => cell.trim().toLowerCase())
  const hasHead = head.some((cell) => /^[a-z]/.test(cell) && cell !== 'nan' && cell !== 'null')
  const names = hasHead ? head : namesOf(head.length, rateHz)
  const rows = readRows(lines.slice(hasHead ? 1 : 0), names, hasHead ? 2 : 1)
  const t = names.indexOf('t')
  if (t < 0 && rateHz === undefined)
    throw new UnreadableWaveform('第 1 行:没有 t 列,请用 --rate 给出采样率 line 1: no column t and no --rate')
  const placed =
    t < 0 ? { rateHz: rateHz ?? 0, places: undefined } : placeByTime(rows[t] ?? [], hasHead ? 2 : 1, rateHz)
  const channels = names.flatMap((name, column) =>
    column === t ? [] : [{ name, samples: spread(rows[column] ?? [], placed.places) }],
  )
  return { rateHz: placed.rateHz, missing: countMissing(channels), phases: pair(channels) }
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (fault) {
    throw new UnreadableWaveform(`${path}: ${(fault as Error).message}`)
  }
  try {
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes
    return plain.toString('utf8').replace(/^﻿/, '')
  } catch (fault) {
    throw new UnreadableWaveform(`${path}: ${(fault as Error).message}`)
  }
}

function namesOf(columns: number, rateHz: number | undefined): string[] {
  const names = rateHz === undefined ? ['t', 'u', 'i'] : ['u', 'i']
  if (columns > names.length || columns < names.length - 1) {
    throw new UnreadableWaveform(
      `第 1 行:没有表头时应为 ${names.slice(0, -1)} 或 ${names} 列,现有 ${columns} 列 line 1: ${columns} columns and no head line`,
    )
  }
  return names.slice(0, columns)
}

const channelName = /^([ui])([abc123]?)$/

function readRows(lines: readonly string[], names: readonly string[], firstLine: number): number[][] {
  for (const [n, name] of names.entries()) {
    if (name !== 't' && !channelName.test(name)) {
      throw new UnreadableWaveform(
        `第 1 行第 ${n + 1} 列:不认识的列名“${name}” line 1, column ${n + 1}: unknown column`,
      )
    }
    if (names.indexOf(name) !== n) {
      throw new UnreadableWaveform(`第 1 行第 ${n + 1} 列:“${name}”列重复 line 1, column ${n + 1}: named twice`)
    }
  }
  const columns = names.map((): number[] => [])
  for (const [index, line] of lines.entries()) {
    const cells = line.split(',')
    const place = `第 ${index + firstLine} 行`
    if (cells.length !== names.length) {
      throw new UnreadableWaveform(
        `${place}:应有 ${names.length} 列,实有 ${cells.length} 列 line ${index + firstLine}: ${cells.length} columns instead of ${names.length}`,
      )
    }
    for (const [n, cell] of cells.entries()) {
      const text = cell.trim()
      const isMissing = names[n] !== 't' && /^(|nan|null)$/i.test(text)
      const value = isMissing ? Number.NaN : text === '' ? Number.POSITIVE_INFINITY : Number(text)
      if (!isMissing && !Number.isFinite(value)) {
        throw new UnreadableWaveform(
          `${place}第 ${n + 1} 列(${names[n]}):“${text.slice(0, 40)}”不是数 line ${index + firstLine}, column ${n + 1} (${names[n]}): not a number`,
        )
      }
      columns[n]?.push(value)
    }
  }
  return columns
}

/** The number of each sample, counted by its time; what lies between two that are further apart is missing. */
function placeByTime(
  times: readonly number[],
  firstLine: number,
  told: number | undefined,
): { rateHz: number; places: number[] } {
  const steps = times.slice(1).map((time, n) => time - (times[n] ?? 0))
  const back = steps.findIndex((step) => step <= 0)
  if (back >= 0) {
    const line = back + firstLine + 1
    throw new UnreadableWaveform(`第 ${line} 行(t):时间没有往后走 line ${line} (t): time does not go on`)
  }
  const step = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]
  if (step === undefined) throw new UnreadableWaveform('只有一个采样点 a single sample')
  const even = steps.filter((each) => Math.abs(each / step - 1) < UNEVEN)
  const rateHz = told ?? even.length / even.reduce((sum, each) => sum + each, 0)
  const places = [0]
  for (const [n, each] of steps.entries()) {
    const count = Math.max(1, Math.round(each * rateHz))
    if (Math.abs(each * rateHz - count) > UNEVEN) {
      const line = n + firstLine + 1
      throw new UnreadableWaveform(`第 ${line} 行(t):采样间隔不均匀 line ${line} (t): samples are not evenly spaced`)
    }
    places.push((places.at(-1) ?? 0) + count)
  }
  if ((places.at(-1) ?? 0) > times.length * 20)
    throw new UnreadableWaveform('缺失的采样点太多 too many samples are missing')
  return { rateHz, places }
}

function spread(values: readonly number[], places: readonly number[] | undefined): Float64Array {
  if (!places) return Float64Array.from(values)
  const samples = new Float64Array((places.at(-1) ?? 0) + 1).fill(Number.NaN)
  for (const [n, place] of places.entries()) samples[place] = values[n] ?? Number.NaN
  return samples
}

function countMissing(channels: readonly Channel[]): number {
  return channels.reduce((sum, { samples }) => sum + samples.filter(Number.isNaN).length, 0)
}

function pair(channels: readonly Channel[]): Waveform['phases'] {
  const voltages = channels.filter(({ name }) => name.startsWith('u'))
  if (voltages.length === 0) throw new UnreadableWaveform('第 1 行:没有电压列 u line 1: no column u')
  return voltages.map((u) => ({ u, i: channels.find(({ name }) => name === `i${u.name.slice(1)}`) ?? null }))
}
