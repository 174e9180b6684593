import { register } from 'node:module'

// As for somebody who has not installed the optional peer.
register(
  `data:text/javascript,${encodeURIComponent(`
    export const resolve = (name, context, next) => {
      if (!name.startsWith('@everfresh/local')) return next(name, context)
      throw Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' })
    }`)}`,
)
