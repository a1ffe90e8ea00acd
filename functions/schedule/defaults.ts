/** What the events of the schedules leave out where it is the default: the snapshot's and the monitor's alike. */
export const DEFAULT_TIMEZONE = 'UTC';
export const DEFAULT_MAX_LATENESS_SECONDS = 1800;
