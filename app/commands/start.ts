import { readConfig } from '../config.ts'
import { startProduct } from '../main.ts'
import { buildScreens } from '../screens.ts'

/** `dianhu start`: runs until it is told to stop. With `--json` it prints one line when usable. */
export async function start(args: string[]): Promise<number> {
  const config = readConfig(args, process.env)
  if (config.roles.includes('web')) await buildScreens()
  const product = await startProduct(config)
  const { url, mqttUrl } = product
  console.log(
    config.json
      ? JSON.stringify({ url, mqttUrl, modbus: [], users: [] })
      : `电户 Dianhu  ${url}\nMQTT          ${mqttUrl}`,
  )
  await untilToldToStop()
  await product.stop()
  return 0
}

function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
