output suffix string = environment().name == 'AzureUSGovernment' ? '.vault.usgovcloudapi.net' : '.vault.azure.net'
