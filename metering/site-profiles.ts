import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addProfile } from './profiles/all.ts'
import { Dlt645Profile } from './profiles/dlt645-profile.ts'
import { Profile } from './profiles/profile.ts'

/**
 * Adds the meter models that a site keeps as JSON files in a folder. No folder is no models; a file that is no profile
 * throws, naming it.
 */
export async function loadSiteProfiles(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [] as string[])
  const files = names.filter((name) => name.endsWith('.json'))
  for (const file of files) {
    try {
      const said = JSON.parse(await readFile(join(folder, file), 'utf8'))
      addProfile(said?.protocol === 'dlt645' ? Dlt645Profile.parse(said) : Profile.parse(said))
    } catch (fault) {
      throw new Error(`meter profile ${file}: ${(fault as Error).message}`)
    }
  }
  return files.length
}
