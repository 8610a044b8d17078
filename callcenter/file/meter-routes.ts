import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { ReadNowResult } from '../../metering/contract.ts'
import { CommandRow } from '../../metering/index.ts'
import { agents, tags } from '../route-parts.ts'
import { fileMeters } from './contract.ts'
import { askFileMeter, findFileQuestion, listFileMeters, readFileMeter } from './meters.ts'

const account = z.object({ accountNo: accountNoShape })
const one = account.extend({ pointId: z.coerce.number().int().positive() })
const path = '/api/callcenter/accounts/:accountNo/meters'

/** The meters of the file in view: what they show, and reading one of them now. */
export function meterRoutes(app: App): void {
  app.get(
    path,
    {
      config: { roles: agents },
      schema: {
        ...{ params: account, response: { 200: fileMeters }, tags },
        summary: '客户电能表：示数、电压电流与当日用电 What the meters of the file in view show now',
      },
    },
    (request) => listFileMeters(request.ctx, request.params.accountNo),
  )
  app.post(
    `${path}/:pointId/readings`,
    {
      config: { roles: agents },
      schema: {
        params: one,
        // 202: its terminal was asked; the answer is found under `…/questions/{questionId}`.
        response: { 200: ReadNowResult, 202: CommandRow },
        tags,
        summary: '通话中即时召测 Read a meter of the file in view now',
      },
    },
    async (request, reply) => {
      const read = await readFileMeter(request.ctx, request.params)
      return 'verdict' in read ? reply.code(200).send(read) : reply.code(202).send(read)
    },
  )
  app.post(
    `${path}/:pointId/questions`,
    {
      config: { roles: agents },
      schema: {
        ...{ params: one, response: { 202: CommandRow }, tags },
        summary: '请终端召测 Have the terminal read it',
      },
    },
    async (request, reply) => reply.code(202).send(await askFileMeter(request.ctx, request.params)),
  )
  app.get(
    `${path}/:pointId/questions/:questionId`,
    {
      config: { roles: agents },
      schema: {
        ...{ params: one.extend({ questionId: z.uuid() }), response: { 200: CommandRow }, tags },
        summary: '召测的终端应答 What the terminal answered',
      },
    },
    (request) => findFileQuestion(request.ctx, request.params),
  )
}
