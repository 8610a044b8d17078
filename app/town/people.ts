import type { App } from '../../db/department.ts'
import { DEMO_PASSWORD } from './seed.ts'

/** One of the town's own people at work, through the product's own routes. */
export type Person = {
  call<T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<T>
  leave(): Promise<void>
}

export async function logIn(app: App, username: string): Promise<Person> {
  const credentials = { username, password: DEMO_PASSWORD }
  const session = await app.inject({ method: 'POST', url: '/api/session', payload: credentials })
  const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
  return {
    async call<T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<T> {
      const answer = await app.inject({ method, url, cookies, ...(payload ? { payload } : {}) })
      if (answer.statusCode >= 300) throw new Error(`the town could not ${method} ${url}: ${answer.body}`)
      return (answer.body === '' ? undefined : answer.json()) as T
    },
    async leave() {
      await app.inject({ method: 'DELETE', url: '/api/session', cookies })
    },
  }
}
