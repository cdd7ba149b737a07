// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A module of every kind that counts how often it was installed and uninstalled, and may refuse the former.
contract CountingModule {
    uint256 public installed;
    uint256 public uninstalled;
    bytes public lastData;
    bool private _refuses;

    error Refused();

    function refuse() external {
        _refuses = true;
    }

    function isModuleType(uint256) external pure returns (bool) {
        return true;
    }

    function onInstall(bytes calldata data) external {
        if (_refuses) revert Refused();
        lastData = data;
        ++installed;
    }

    function onUninstall(bytes calldata data) external {
        lastData = data;
        ++uninstalled;
    }

    /// @notice Who called, as a fallback module is told (ERC-2771).
    function whoCalls() external payable returns (address account, address caller, uint256 value) {
        return (msg.sender, address(bytes20(msg.data[msg.data.length - 20:])), msg.value);
    }
}
