// Answers /api/v1 from fixtures while the pages are developed: `npm run dev:mock`. No build includes this folder.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { makeOutlines } from '../scripts/make-outlines.mjs'
import { answer } from './answers'

export function mockServer(): Plugin {
  return {
    name: 'lianmeng-mock',
    configureServer(server) {
      server.middlewares.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
        const url = new URL(request.url ?? '/', 'http://mock')
        if (url.pathname === '/maps/outlines.json') return send(response, 200, makeOutlines())
        if (url.pathname === '/api/v1/changes') {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          return void response.write(': waiting\n\n')
        }
        if (!url.pathname.startsWith('/api/v1/')) return next()
        const found = answer(url.pathname.slice('/api/v1'.length), url.searchParams)
        const body = found ?? {
          type: 'about:blank', title: { zh: '没有这条记录', en: 'No such record' }, status: 404, code: 'not_found',
          detail: { zh: `没有找到 ${url.pathname}`, en: `${url.pathname} was not found` },
        }
        setTimeout(() => send(response, found ? 200 : 404, body), 60)
      })
    },
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
