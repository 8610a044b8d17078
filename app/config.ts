import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const roles = ['web', 'collector', 'worker'] as const

const settings = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65535),
  mqttPort: z.coerce.number().int().min(0).max(65535),
  /** Where terminals that dial in connect to; 0 for none. */
  dialInPort: z.coerce.number().int().min(0).max(65535),
  home: z.string().min(1),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  mqttUrl: z.url({ protocol: /^(mqtt|mqtts|tcp|ssl|ws|wss)$/ }).optional(),
  /** Files in PEM: of the broker that we bring, to listen with TLS; of another broker, to be known to it. */
  mqttTlsPort: z.coerce.number().int().min(0).max(65535).optional(),
  mqttCa: z.string().optional(),
  mqttCert: z.string().optional(),
  mqttKey: z.string().optional(),
  mqttClientId: z.string().min(1).max(128).optional(),
  /** Whether the broker that we bring lets in who has no name. */
  mqttAnonymous: z.boolean(),
  /** Takes short messages as JSON and hands them to the company's provider. */
  smsUrl: z.url({ protocol: /^https?$/ }).optional(),
  smsToken: z.string().optional(),
  /** By this secret the gateways of short messages and of the app are known when they bring what a customer wrote. */
  channelToken: z.string().min(16).optional(),
  /** Takes what the desk answers in the app as JSON. */
  appUrl: z.url({ protocol: /^https?$/ }).optional(),
  appToken: z.string().optional(),
  /** The desk's mailbox, the server that it writes by, and its address. */
  imapUrl: z.url({ protocol: /^imaps?$/ }).optional(),
  smtpUrl: z.url({ protocol: /^smtps?$/ }).optional(),
  mailAddress: z.email().optional(),
  /** Where customers open their pages: what links in messages begin with. The address that is listened at when absent. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  town: z.boolean(),
  /** How many months the town has lived through as it is made; a year and one, so that every month has its like of last year. */
  townMonths: z.coerce.number().int().min(13).max(60),
  json: z.boolean(),
  trustProxy: z.boolean(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  roles: z.array(z.enum(roles)).min(1),
})
export type Config = z.infer<typeof settings>

export class BadSetting extends Error {}

const flags = {
  host: { type: 'string' },
  port: { type: 'string' },
  'mqtt-port': { type: 'string' },
  'dial-in-port': { type: 'string' },
  home: { type: 'string' },
  'database-url': { type: 'string' },
  'mqtt-url': { type: 'string' },
  town: { type: 'boolean' },
  'trust-proxy': { type: 'boolean' },
  'log-level': { type: 'string' },
  role: { type: 'string' },
  json: { type: 'boolean' },
} as const

/**
 * Settings from flags, then the environment, then defaults; parsed once at start. Each flag has a variable of the
 * same meaning. Throws `BadSetting` naming the setting.
 */
export function readConfig(args: string[], env: NodeJS.ProcessEnv): Config {
  const { values } = parseFlags(args)
  // A variable that is set to nothing, as a compose file may do, is not set.
  const said = (name: string) => env[name] || undefined
  const databaseUrl = values['database-url'] ?? said('DATABASE_URL')
  // A company's own database is no place for a simulated town unless somebody asks for it.
  const town = values.town ?? parseSwitch('DIANHU_TOWN', said('DIANHU_TOWN')) ?? databaseUrl === undefined
  const host = values.host ?? said('HOST') ?? '127.0.0.1'
  const parsed = settings.safeParse({
    host,
    port: values.port ?? said('PORT') ?? 8080,
    mqttPort: values['mqtt-port'] ?? said('MQTT_PORT') ?? 1883,
    dialInPort: values['dial-in-port'] ?? said('DIAL_IN_PORT') ?? 0,
    home: values.home ?? said('DIANHU_HOME') ?? join(process.cwd(), '.dianhu'),
    databaseUrl,
    mqttUrl: values['mqtt-url'] ?? said('MQTT_URL'),
    mqttTlsPort: said('MQTT_TLS_PORT'),
    mqttCa: said('MQTT_CA'),
    mqttCert: said('MQTT_CERT'),
    mqttKey: said('MQTT_KEY'),
    mqttClientId: said('MQTT_CLIENT_ID'),
    mqttAnonymous: parseSwitch('MQTT_ANONYMOUS', said('MQTT_ANONYMOUS')) ?? isLoopback(host),
    smsUrl: said('SMS_URL'),
    smsToken: said('SMS_TOKEN'),
    channelToken: said('CHANNEL_TOKEN'),
    appUrl: said('APP_URL'),
    appToken: said('APP_TOKEN'),
    imapUrl: said('IMAP_URL'),
    smtpUrl: said('SMTP_URL'),
    mailAddress: said('MAIL_ADDRESS'),
    publicUrl: said('PUBLIC_URL'),
    town,
    townMonths: said('DIANHU_TOWN_MONTHS') ?? 24,
    json: values.json ?? false,
    trustProxy: values['trust-proxy'] ?? parseSwitch('DIANHU_TRUST_PROXY', said('DIANHU_TRUST_PROXY')) ?? false,
    logLevel: values['log-level'] ?? said('DIANHU_LOG_LEVEL') ?? (town ? 'warn' : 'info'),
    roles: (values.role ?? said('DIANHU_ROLE') ?? roles.join(',')).split(','),
  })
  if (!parsed.success) {
    const [first] = parsed.error.issues
    throw new BadSetting(`${first?.path.join('.')}: ${first?.message}`)
  }
  return refuseHalfMail(refuseHalfTls(parsed.data))
}

/** On the loopback only this machine can come. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function refuseHalfTls(config: Config): Config {
  if ((config.mqttCert === undefined) !== (config.mqttKey === undefined)) {
    throw new BadSetting('MQTT_CERT and MQTT_KEY: both or neither')
  }
  if (config.mqttTlsPort !== undefined && config.mqttCert === undefined) {
    throw new BadSetting('MQTT_TLS_PORT: needs MQTT_CERT and MQTT_KEY')
  }
  return config
}

/** What comes in could not be answered, or nobody would read the answer. */
function refuseHalfMail(config: Config): Config {
  const set = [config.imapUrl, config.smtpUrl, config.mailAddress].filter((each) => each !== undefined)
  if (set.length % 3 !== 0) throw new BadSetting('IMAP_URL, SMTP_URL and MAIL_ADDRESS: all or none')
  return config
}

function parseSwitch(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (value !== '1' && value !== '0') throw new BadSetting(`${name}: 1 or 0, not ${value}`)
  return value === '1'
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({ args, options: flags, allowNegative: true })
  } catch (fault) {
    throw new BadSetting((fault as Error).message)
  }
}
