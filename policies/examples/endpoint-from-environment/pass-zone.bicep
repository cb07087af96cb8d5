output zone string = 'privatelink.managedhsm.azure.net'
