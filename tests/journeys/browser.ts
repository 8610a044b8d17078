import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sparticuz, { inflate } from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const systemChromiums = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A Chromium of this machine if it has one (or `CHROME_PATH`), else the one that comes from npm and needs no installing. */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.CHROME_PATH ?? systemChromiums.find((path) => existsSync(path))
  // Without a locale a file that is saved under a Chinese name loses it.
  const env = { ...process.env, LANG: process.env.LANG || 'C.UTF-8' }
  if (own) return chromium.launch({ executablePath: own, args: flags, env })
  // The package unpacks its libraries (NSS and others) on Lambda only; a bare Debian lacks them just the same.
  const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin/al2023.tar.br')
  const libraries = join(await inflate(packed), 'lib')
  const searched = [process.env.LD_LIBRARY_PATH, libraries].filter(Boolean).join(':')
  const executablePath = await sparticuz.executablePath()
  return chromium.launch({ executablePath, args: flags, env: { ...env, LD_LIBRARY_PATH: searched } })
}
