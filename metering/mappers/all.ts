import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { froniusMeter } from './fronius.ts'
import { Mapper } from './mapper.ts'
import { shellyEm, shellyPm, shellyPro3em, shellyRelay } from './shelly.ts'
import { tasmota, tasmotaTopicFirst } from './tasmota.ts'

const mappers = new Map(
  [tasmota, tasmotaTopicFirst, shellyEm, shellyRelay, shellyPro3em, shellyPm, froniusMeter].map((mapper) => [
    mapper.name,
    mapper,
  ]),
)

export function findMapper(name: string): Mapper | undefined {
  return mappers.get(name)
}

export function listMappers(): Mapper[] {
  return [...mappers.values()]
}

/**
 * Adds the mappers that a site keeps as JSON files in a folder. No folder is no mappers; a file that is none throws,
 * naming it. One of a name that there is already takes its place.
 */
export async function loadSiteMappers(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [] as string[])
  const files = names.filter((name) => name.endsWith('.json'))
  for (const file of files) {
    try {
      const mapper = Mapper.parse(JSON.parse(await readFile(join(folder, file), 'utf8')))
      mappers.set(mapper.name, mapper)
    } catch (fault) {
      throw new Error(`mapper ${file}: ${(fault as Error).message}`)
    }
  }
  return files.length
}
