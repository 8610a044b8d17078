import { readConfig } from '../config.ts'
import { type Product, startProduct } from '../main.ts'
import { buildScreens } from '../screens.ts'

/** `dianhu start`: runs until it is told to stop. With `--json` it prints one line when usable. */
export async function start(args: string[]): Promise<number> {
  const config = readConfig(args, process.env)
  if (config.roles.includes('web')) await buildScreens()
  const say = config.json ? console.error : console.log
  const product = await startProduct(config, say)
  if (config.json) console.log(JSON.stringify(describe(product)))
  else console.log(greet(product))
  await untilToldToStop()
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

function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
