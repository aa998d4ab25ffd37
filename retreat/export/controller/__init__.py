"""For the controller: consent register, record of processing and a draft impact assessment, from what is really set."""
