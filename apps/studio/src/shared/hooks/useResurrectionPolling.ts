export { useResurrectionPolling } from '@everfresh/react'
