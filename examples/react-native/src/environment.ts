import { cell, constant, type Environment } from '@everfresh/core'
import NetInfo, { type NetInfoState } from '@react-native-community/netinfo'
import { AppState } from 'react-native'

/** What the device says, as the port that core reads. Listens for as long as the app runs. */
export function nativeEnvironment(): Environment {
  const visible = cell(AppState.currentState !== 'background')
  AppState.addEventListener('change', state => visible.set(state === 'active'))

  const online = cell(true)
  const frugal = cell(false)
  NetInfo.addEventListener(net => {
    // Null: not known yet. Polling must not stop for that.
    online.set(net.isConnected !== false)
    frugal.set(isFrugal(net))
  })

  return {
    visible,
    online,
    frugal,
    // An app on the screen of a phone is in somebody's hand.
    active: visible,
    // A phone suspends apps in the background, and says so by `visible`.
    resumed: constant(0),
  }
}

function isFrugal(net: NetInfoState): boolean {
  return net.type === 'cellular' && net.details.cellularGeneration === '2g'
}
