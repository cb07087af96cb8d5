var suffixes = {
  AzureCloud: '.vault.azure.net'
  AzureUSGovernment: '.vault.usgovcloudapi.net'
}

output suffix string = suffixes[environment().name]
