import { posix } from 'node:path'

export type SourceFile = { path: string; text: string }

export const departments = ['intake', 'metering', 'billing', 'callcenter'] as const
const doorsOpenTo: Record<string, string[]> = { billing: ['metering'], callcenter: ['metering', 'billing', 'intake'] }

const FILE_LINES = 300
const FUNCTION_LINES = 70

/** Every breach of the house's rules, as `path: what`. */
export function findFaults(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    [...findImportFaults(file), ...findImpurities(file), ...findStraySql(file), ...findOversize(file)].map(
      (what) => `${file.path}: ${what}`,
    ),
  )
}

/** Deciding, and reading bytes: both know nothing but what they are given. */
const pureRooms = ['/rules/', '/wire/'] as const

function isPure(path: string): boolean {
  return pureRooms.some((room) => path.includes(room))
}

function findImportFaults(file: SourceFile): string[] {
  return listImports(file).flatMap(({ target, typeOnly }) => {
    const because = refuseImport(file.path, target, typeOnly)
    return because ? [`imports ${target}: ${because}`] : []
  })
}

/** Imports of the project's own files, as paths from its top. */
function listImports({ path, text }: SourceFile): { target: string; typeOnly: boolean }[] {
  const pattern =
    /(?:^|\n)\s*(import|export)(\s+type)?[^;'"]*?from\s*'(\.[^']+)'|import\('(\.[^']+)'\)|\n?import\s+'(\.[^']+)'/g
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[3] ?? match[4] ?? match[5] ?? ''
    return { target: posix.join(posix.dirname(path), specifier), typeOnly: match[2] !== undefined }
  })
}

function refuseImport(path: string, target: string, typeOnly: boolean): string | null {
  const from = path.split('/')[0] ?? ''
  const to = target.split('/')[0] ?? ''
  if (isPure(path)) return refuseFromRules(path, target, typeOnly)
  if (path.includes('/pages/') || path.startsWith('app/web/')) return refuseFromScreen(path, target, typeOnly)
  if (from === 'tests') return null
  if (from === 'db') return to === 'db' ? null : 'db knows nobody'
  if (from === 'simulators') {
    return to === 'simulators' || target.startsWith('metering/profiles/') ? null : 'a simulator speaks only the wire'
  }
  if (to === 'simulators') return from === 'app' ? null : 'only the application starts simulators'
  if (from === 'app') return isDepartment(to) && !isDoor(target) ? 'a department is entered by its door' : null
  if (!isDepartment(from)) return `${from} is not a room of this house`
  if (to === from || to === 'db') return null
  if (to === 'app') return 'departments do not know the application'
  if (!doorsOpenTo[from]?.includes(to)) return `${from} may not know ${to}`
  return isDoor(target) ? null : 'a department is entered by its door'
}

function refuseFromRules(path: string, target: string, typeOnly: boolean): string | null {
  const department = roomOf(path)
  const isOwnRule = pureRooms.some((room) => target.startsWith(`${department}${room}`))
  const isOwnType = typeOnly && target.startsWith(`${department}/`) && !target.includes('/sql')
  return isOwnRule || isOwnType || target === 'db/time.ts' ? null : 'rules know only rules and their own types'
}

/** Below the application each folder is a room of its own, as a department is. */
function roomOf(path: string): string {
  const [top = '', room = ''] = path.split('/')
  return top === 'app' ? `${top}/${room}` : top
}

function refuseFromScreen(path: string, target: string, typeOnly: boolean): string | null {
  if (target.startsWith('app/web/') || target.includes('/pages/')) return null
  const isShape = /(^|\/)contract\.ts$/.test(target) || typeOnly
  return isShape || path.endsWith('vite.config.ts') ? null : 'a screen knows only screens and shapes'
}

function isDepartment(name: string): boolean {
  return (departments as readonly string[]).includes(name)
}

function isDoor(target: string): boolean {
  return /^[a-z]+\/(index|contract|mqtt-contract)\.ts$/.test(target) || target.includes('/pages/')
}

const impurities: [RegExp, string][] = [
  [/\basync\b|\bawait\b|\bPromise\b/, 'is asynchronous'],
  [/\bDate\.now\(|\bnew Date\(\)/, 'reads the clock'],
  [/\bMath\.random\(/, 'throws dice'],
  [/from '(node:|pg'|fastify)|\bprocess\.|\bfetch\(|\bBuffer\b/, 'reaches outside'],
  [/\bselect\b[^'"`]*\bfrom\b\s+\w+\s+where\b/i, 'holds SQL'],
]

function findImpurities({ path, text }: SourceFile): string[] {
  if (!isPure(path)) return []
  const code = withoutComments(text)
  return impurities.filter(([pattern]) => pattern.test(code)).map(([, what]) => `a rule ${what}`)
}

function findStraySql({ path, text }: SourceFile): string[] {
  const [room = '', ...rest] = path.split('/')
  if (!isDepartment(room) || rest[0] === 'sql' || rest[0] === 'sql.ts') return []
  return /\bdb\s*\.(rows|first|run)\b/.test(withoutComments(text)) ? ['holds SQL outside sql/'] : []
}

function findOversize({ path, text }: SourceFile): string[] {
  if (path.startsWith('tests/')) return []
  const lines = text.split('\n')
  const faults = lines.length - 1 > FILE_LINES ? [`has ${lines.length - 1} lines`] : []
  return [...faults, ...findLongFunctions(lines)]
}

/** The formatter closes a function on the indentation that it began with. */
function findLongFunctions(lines: string[]): string[] {
  const opening =
    /^(\s*)(?:.*\bfunction\b.*|.*=>\s*|\s*(?:async |private |static |override )*[\w$]+\([^;]*\)(?::[^;=]+)?\s*)\{$/
  return lines.flatMap((line, start) => {
    const match = opening.exec(line)
    if (!match || /^\s*(if|for|while|switch|catch|return new)\b/.test(line)) return []
    const indent = match[1] ?? ''
    const length = lines.slice(start + 1).findIndex((each) => each.startsWith(`${indent}}`)) + 2
    return length > FUNCTION_LINES ? [`line ${start + 1}: a function of ${length} lines`] : []
  })
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}
