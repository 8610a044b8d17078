import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import { findDeviceLife, findStoreChoices, listDevices, moveThrough, receive } from './devices.ts'
import { exchangeRoutes } from './exchange-routes.ts'
import { DeviceLife, DeviceList, DeviceMove, DeviceQuery, MoveResult, Receipt, StoreChoices } from './shapes.ts'

const keepers: Role[] = ['acquisition', 'district-manager']
const tags = ['metering']

/** The meter store, and exchange orders. */
export function storeRoutes(app: App, { watchers }: { watchers: Role[] }): void {
  app.get(
    '/api/metering/devices',
    {
      config: { roles: [...watchers, 'installer'] },
      schema: { querystring: DeviceQuery, response: { 200: DeviceList }, tags, summary: '计量资产 Devices' },
    },
    (request) => listDevices(request.ctx, request.query),
  )
  app.get(
    '/api/metering/devices/:id',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: DeviceLife }, tags, summary: '资产履历 A device’s life' },
    },
    (request) => findDeviceLife(request.ctx, request.params.id),
  )
  app.get(
    '/api/metering/store-choices',
    {
      config: { roles: watchers },
      schema: { response: { 200: StoreChoices }, tags, summary: '表库与人员 Stores, people, models' },
    },
    (request) => findStoreChoices(request.ctx),
  )
  app.post(
    '/api/metering/device-receipts',
    {
      config: { roles: keepers },
      schema: { body: Receipt, response: { 200: MoveResult }, tags, summary: '到货入库 Receive devices' },
    },
    (request) => receive(request.ctx, request.body),
  )
  app.post(
    '/api/metering/device-moves',
    {
      config: { roles: keepers },
      schema: {
        body: DeviceMove,
        response: { 200: MoveResult },
        tags,
        summary: '检定、领用、退库、报废等 Move devices one step',
      },
    },
    (request) => moveThrough(request.ctx, request.body),
  )
  exchangeRoutes(app, { watchers })
}
