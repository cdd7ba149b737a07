// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Account} from "./Account.sol";
import {PublicKey} from "./WebAuthnVerifier.sol";

/// @title Makes accounts: anybody may call it, nobody owns it
/// @notice An account's address follows from its first passkey and a salt that the browser chose, and is the same on every
/// chain. Whoever creates it can create it only in this one way.
contract AccountFactory {
    /// @notice The code of all accounts.
    address public immutable implementation;

    /// @notice An account exists now.
    event AccountCreated(address indexed account, bytes32 x, bytes32 y, bytes32 salt);

    constructor(address passkeyValidator, address recoveryModule) {
        implementation = address(new Account(address(this), passkeyValidator, recoveryModule));
    }

    /// @notice Creates the account of this passkey and salt, or returns it where it exists already.
    function createAccount(PublicKey calldata key, bytes32 salt) external returns (address account) {
        account = getAddress(key, salt);
        if (account.code.length != 0) return account;
        Clones.cloneDeterministic(implementation, _cloneSalt(key, salt));
        emit AccountCreated(account, key.x, key.y, salt);
        Account(payable(account)).initialize(key);
    }

    /// @notice The address that the account of this passkey and salt has or will have.
    function getAddress(PublicKey calldata key, bytes32 salt) public view returns (address) {
        return Clones.predictDeterministicAddress(implementation, _cloneSalt(key, salt));
    }

    function _cloneSalt(PublicKey calldata key, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(key, salt));
    }
}
