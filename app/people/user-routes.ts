import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import {
  because,
  duties,
  newUser,
  oneTimePassword,
  roleDecision,
  staffUser,
  userChange,
  userList,
  userQuery,
} from './user-contract.ts'
import {
  addStaffUser,
  changeUser,
  decideRoles,
  findUser,
  listDuties,
  listUsers,
  resetFactor,
  setDisabled,
  setOneTimePassword,
} from './users.ts'

const tags = ['people']
const readers = { roles: ['admin', 'manager', 'auditor'] as Role[] }
const admins = { roles: ['admin'] as Role[] }
const params = z.object({ id: z.coerce.number().int() })
const response = { 200: staffUser }

export function userRoutes(app: App): void {
  app.get(
    '/api/people/users',
    {
      config: readers,
      schema: { querystring: userQuery, response: { 200: userList }, tags, summary: '用户 Users of the own unit' },
    },
    (request) => listUsers(request.ctx, request.query),
  )
  app.get(
    '/api/people/users/:id',
    { config: readers, schema: { params, response, tags, summary: '一个用户 One user' } },
    (request) => findUser(request.ctx, request.params.id),
  )
  app.get(
    '/api/people/duties',
    {
      config: readers,
      schema: {
        response: { 200: duties },
        tags,
        summary: '不相容岗位与双人复核岗位 Roles apart, and roles given by two',
      },
    },
    (request) => listDuties(request.ctx),
  )
  writeRoutes(app)
}

function writeRoutes(app: App): void {
  app.post(
    '/api/people/users',
    { config: admins, schema: { body: newUser, response: { 201: staffUser }, tags, summary: '新增用户 Add a user' } },
    async (request, reply) => reply.status(201).send(await addStaffUser(request.ctx, request.body)),
  )
  app.post(
    '/api/people/users/:id/changes',
    {
      config: admins,
      schema: { params, body: userChange, response, tags, summary: '变更姓名、单位、岗位 Change name, unit, roles' },
    },
    (request) => changeUser(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/people/users/:id/disabling',
    { config: admins, schema: { params, body: because, response, tags, summary: '停用用户 Disable a user' } },
    (request) => setDisabled(request.ctx, request.params.id, true, request.body.reason),
  )
  app.post(
    '/api/people/users/:id/enabling',
    { config: admins, schema: { params, body: because, response, tags, summary: '启用用户 Enable a user' } },
    (request) => setDisabled(request.ctx, request.params.id, false, request.body.reason),
  )
  app.post(
    '/api/people/users/:id/one-time-password',
    {
      config: admins,
      schema: {
        params,
        body: oneTimePassword,
        response: { 204: z.null() },
        tags,
        summary: '设一次性密码 Set a one-time password',
      },
    },
    async (request, reply) => {
      await setOneTimePassword(request.ctx, request.params.id, request.body.password, request.body.reason)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/people/users/:id/second-factor-reset',
    {
      config: admins,
      schema: { params, body: because, response, tags, summary: '重置动态口令 Reset the second factor' },
    },
    (request) => resetFactor(request.ctx, request.params.id, request.body.reason),
  )
  app.post(
    '/api/people/role-requests/:id/decision',
    {
      config: admins,
      schema: { params, body: roleDecision, response, tags, summary: '复核岗位 Release or refuse roles' },
    },
    (request) => decideRoles(request.ctx, request.params.id, request.body),
  )
}
