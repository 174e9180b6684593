import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

/**
 * Refuses a body of more than `maxBytes`. What is too much is read and thrown away first: a client
 * that is still sending hears no answer, and breaks the connection for its next request.
 */
export function limitBody(
  maxBytes: number,
  refusal: (request: Request) => Response,
): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: async c => {
      const { body } = c.req.raw
      if (body?.locked === false) await body.pipeTo(new WritableStream()).catch(() => undefined)
      return refusal(c.req.raw)
    },
  })
}
