/**
 * Whether a switch is on in the environment. Commander takes a variable of a switch for "on" whatever it says, and SHOAL_LAN=0 must not open the server to the network.
 */
export function isSwitchedOn(variable: string): boolean {
  const value = process.env[variable]?.toLowerCase() ?? "";
  if (["1", "true", "yes", "on"].includes(value)) return true;
  if (["", "0", "false", "no", "off"].includes(value)) return false;
  process.stderr.write(`error: ${variable} is 1 or 0, not ${JSON.stringify(value)}.\n`);
  process.exit(1);
}
