import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { readConfig } from '../config.ts'
import { type Product, startProduct } from '../main.ts'
import { buildScreens } from '../screens.ts'

/** `dianhu start`: runs until it is told to stop, also while it starts. With `--json` it prints one line when usable. */
export async function start(args: string[]): Promise<number> {
  const config = readConfig(args, process.env)
  const told = new AbortController()
  // Kept until the end: Ctrl-C under npm comes twice, and the second must not cut the stop short.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => told.abort())
  if (config.roles.includes('web')) await buildScreens()
  const say = config.json ? console.error : console.log
  const product = await startProduct(config, say, told.signal).catch((fault: unknown) => {
    if (told.signal.aborted) return null
    throw fault
  })
  if (!product) return 0
  // Also for a start after one that is killed.
  flushCompileCache()
  if (config.json) console.log(JSON.stringify(describe(product)))
  else console.log(greet(product))
  if (!told.signal.aborted) await once(told.signal, 'abort')
  await product.stop()
  return 0
}

function describe({ url, mqttUrl, modbus, users }: Product) {
  return { url, mqttUrl, modbus: modbus.map(({ host, port, units }) => ({ host, port, units })), users }
}

function greet({ url, mqttUrl, modbus, users }: Product): string {
  const lines = [
    '',
    `电户 Dianhu   ${url}`,
    `客户 ${url}/   坐席 ${url}/desk   采集监控 ${url}/grid   业扩与核算 ${url}/office   接口 ${url}/api/docs`,
    `MQTT          ${mqttUrl}`,
    ...modbus.map(({ host, port, units }) => `Modbus TCP    ${host}:${port}  ${units.length} 只电能表`),
  ]
  if (users.length > 0)
    lines.push(
      `登录 log-ins  ${users.map(({ username }) => username).join(' ')}`,
      `密码 password ${users[0]?.password}`,
    )
  return lines.join('\n')
}
