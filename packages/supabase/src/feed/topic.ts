/** Of the topics that the database broadcasts to; what follows is the feed scope. */
export const TOPIC_PREFIX = 'everfresh:'
